package io.github.pmdb.node.heapsnapshot;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What a `.heapsnapshot` tells of itself, and what it has empty.
final class Sections {
  /// Values of a node: type, name, id, size, count of edges, 0, 0.
  static final int NODE_FIELDS = 7;

  /// Room for a number that is known at the end: blanks are nothing to JSON.
  static final String LATER = " ".repeat(19);

  private Sections() {}

  private static String quoted(String... words) {
    return Arrays.stream(words).map(w -> '"' + w + '"').collect(Collectors.joining(",", "[", "]"));
  }

  /// All before the count of edges.
  static String head(long nodes) {
    String nodeTypes =
        quoted(Arrays.stream(NodeType.values()).map(NodeType::text).toArray(String[]::new));
    String edgeTypes =
        quoted(Arrays.stream(EdgeType.values()).map(EdgeType::text).toArray(String[]::new));
    return "{\"snapshot\":{\"meta\":{\"node_fields\":"
        + quoted("type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness")
        + ",\"node_types\":["
        + nodeTypes
        + ",\"string\",\"number\",\"number\",\"number\",\"number\",\"number\"]"
        + ",\"edge_fields\":"
        + quoted("type", "name_or_index", "to_node")
        + ",\"edge_types\":["
        + edgeTypes
        + ",\"string_or_number\",\"node\"],\"trace_function_info_fields\":"
        + quoted("function_id", "name", "script_name", "script_id", "line", "column")
        + ",\"trace_node_fields\":"
        + quoted("id", "function_info_index", "count", "size", "children")
        + ",\"sample_fields\":"
        + quoted("timestamp_us", "last_assigned_id")
        + ",\"location_fields\":"
        + quoted("object_index", "script_id", "line", "column")
        + "},\"node_count\":"
        + nodes
        + ",\"edge_count\":";
  }

  /// Between the count of edges and the nodes.
  static final String NODES = ",\"trace_function_count\":0},\n\"nodes\":[";

  static final String EDGES = "],\n\"edges\":[";

  static final String STRINGS =
      """
      ],
      "trace_function_infos":[],
      "trace_tree":[],
      "samples":[],
      "locations":[],
      "strings":[\
      """;

  static final String END = "]}\n";
}
