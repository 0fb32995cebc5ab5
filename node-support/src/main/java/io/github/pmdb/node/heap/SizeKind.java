package io.github.pmdb.node.heap;

/// How the size of an object follows from its map and its own words.
enum SizeKind {
  /// The map tells it.
  FIXED,
  ONE_BYTE_STRING,
  TWO_BYTE_STRING,
  /// A count of words, then words: the many kinds of `FixedArray`.
  ARRAY,
  /// As [#ARRAY], with one raw word more.
  NATIVE_CONTEXT,
  /// A capacity, a length, words.
  LIST,
  /// A capacity, two words, words.
  TABLE,
  /// A capacity, three words, words.
  MATCH_INFO,
  BYTES,
  BYTECODE,
  BIGINT,
  PROPERTY_ARRAY,
  DESCRIPTORS,
  COVERAGE,
  PREPARSE_DATA,
  FEEDBACK_VECTOR,
  FEEDBACK_METADATA,
  FREE_SPACE,
  /// One or two words that nobody uses.
  FILLER,
  HOLE,
  /// Up to the next word that refers to a map: such an object has none inside.
  UP_TO_NEXT_MAP
}
