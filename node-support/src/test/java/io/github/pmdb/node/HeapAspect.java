package io.github.pmdb.node;

/// What is compared with the truth of a program, in the order of the published table.
enum HeapAspect {
  COUNTS("counts", "instances of each class, of the main thread and of a worker"),
  VALUES("values", "the text of a value of each kind"),
  ROWS("rows", "rows of objects laid out: properties, elements, what V8 keeps beside them"),
  PATHS("paths", "what a path from an object leads to"),
  CONDITIONS("conditions", "how many instances fulfil a condition"),
  PROCESS("process", "versions, arguments, process id, number of isolates");

  private final String title;
  private final String meaning;

  HeapAspect(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }
}
