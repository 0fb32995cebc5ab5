package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A `.heapsnapshot`, checked while it is read: every number must fit the others.
@SuppressWarnings("ArrayRecordComponent")
record SnapshotFile(
    String[] strings,
    List<String> nodeTypes,
    List<String> edgeTypes,
    int[] nodes,
    int nodeFields,
    int[] first,
    int[] edges,
    BitSet retaining) {
  private static final int NAME = 1;
  private static final int ID = 2;
  private static final int SELF_SIZE = 3;
  private static final int EDGE_FIELDS = 3;

  static SnapshotFile read(Path file) throws IOException {
    JsonNode root = JsonMapper.builder().build().readTree(file);
    JsonNode meta = root.at("/snapshot/meta");
    List<String> nodeFields = texts(meta.get("node_fields"));
    assertEquals(
        List.of("type", "name", "id", "self_size", "edge_count"), nodeFields.subList(0, 5));
    assertEquals(List.of("type", "name_or_index", "to_node"), texts(meta.get("edge_fields")));
    List<String> nodeTypes = texts(meta.get("node_types").get(0));
    List<String> edgeTypes = texts(meta.get("edge_types").get(0));
    int[] nodes = numbers(root.get("nodes"));
    int[] edges = numbers(root.get("edges"));
    String[] strings = texts(root.get("strings")).toArray(String[]::new);
    int width = nodeFields.size();
    int count = root.at("/snapshot/node_count").asInt();
    assertEquals(count * width, nodes.length);
    assertEquals(root.at("/snapshot/edge_count").asInt() * EDGE_FIELDS, edges.length);
    int[] first = new int[count + 1];
    for (int i = 0; i < count; i++) {
      first[i + 1] = first[i] + nodes[i * width + 4];
      assertTrue(nodes[i * width + NAME] >= 0 && nodes[i * width + NAME] < strings.length);
    }
    assertEquals(edges.length, first[count] * EDGE_FIELDS);
    for (int i = 0; i < edges.length; i += EDGE_FIELDS) {
      assertTrue(edges[i] >= 0 && edges[i] < edgeTypes.size());
      assertEquals(0, edges[i + 2] % width);
      assertTrue(edges[i + 2] >= 0 && edges[i + 2] < nodes.length);
    }
    SnapshotFile read =
        new SnapshotFile(
            strings, nodeTypes, edgeTypes, nodes, width, first, edges, new BitSet(first[count]));
    for (int node = 0; node < count; node++) {
      for (int edge = first[node]; edge < first[node + 1]; edge++) {
        read.retaining.set(edge, read.retains(node, edge));
      }
    }
    return read;
  }

  /// What is weak does not retain; nor does the table of a WeakMap by itself: the reference from
  /// the key is there too, and says enough.
  private boolean retains(int node, int edge) {
    String type = edgeTypes.get(edges[edge * EDGE_FIELDS]);
    String table = "pair in WeakMap (table @" + nodes[node * nodeFields + ID] + ")";
    return !type.equals("weak")
        && !(type.equals("internal") && strings[edges[edge * EDGE_FIELDS + 1]].endsWith(table));
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static int[] numbers(JsonNode list) {
    return list.valueStream().mapToInt(number -> (int) number.asLong()).toArray();
  }

  int count() {
    return first.length - 1;
  }

  String name(int node) {
    return strings[nodes[node * nodeFields + NAME]];
  }

  /// How many objects have a name.
  long instances(String name) {
    return named(name).count();
  }

  /// The sizes of all objects with a name.
  long bytes(String name) {
    return named(name).mapToLong(n -> nodes[n * nodeFields + SELF_SIZE]).sum();
  }

  private IntStream named(String name) {
    return IntStream.range(0, count()).filter(n -> isObject(n) && name(n).equals(name));
  }

  /// Whether there is a node of a type with that name and size.
  boolean has(String type, String name, int size) {
    return IntStream.range(0, count())
        .anyMatch(n ->
            nodeTypes.get(nodes[n * nodeFields]).equals(type)
                && name(n).equals(name)
                && nodes[n * nodeFields + SELF_SIZE] == size);
  }

  /// How many nodes no reference leads to from the first one.
  int unreachable() {
    BitSet all = new BitSet(count());
    reach(_ -> false, all);
    return count() - all.cardinality();
  }

  /// The bytes that can no more be reached from the root without the objects of a name: without
  /// each one alone, and summed.
  long retained(String name) {
    long all = reachable(_ -> false);
    return named(name).mapToLong(n -> all - reachable(without -> without == n)).sum();
  }

  /// Functions and strings may have the name of a class too.
  private boolean isObject(int node) {
    return nodeTypes.get(nodes[node * nodeFields]).equals("object");
  }

  private long reachable(IntPredicate without) {
    return reach(without, new BitSet(count()));
  }

  private long reach(IntPredicate without, BitSet seen) {
    int[] open = new int[count()];
    int last = 0;
    open[last++] = 0;
    seen.set(0);
    long bytes = 0;
    while (last > 0) {
      int node = open[--last];
      bytes += nodes[node * nodeFields + SELF_SIZE];
      for (int edge = first[node]; edge < first[node + 1]; edge++) {
        int to = edges[edge * EDGE_FIELDS + 2] / nodeFields;
        if (retaining.get(edge) && !seen.get(to) && !without.test(to)) {
          seen.set(to);
          open[last++] = to;
        }
      }
    }
    return bytes;
  }
}
