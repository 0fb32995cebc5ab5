package io.github.pmdb.command.trace.stream;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Stacks with their counts as a picture: each function is a bar over its caller, as wide as it has
/// counts. One file that needs no other: a page, or a picture.
public final class FlameGraph {
  private static final int WIDTH = 1200;
  private static final int BAR = 18;
  private static final int LETTER = 7;

  /// Narrower than that nothing is to be seen.
  private static final double LEAST = 0.3;

  private static final String SCRIPT =
      """
      const bars = [...document.querySelectorAll("g")];
      function zoom(to) {
        const from = +to.dataset.x, wide = +to.dataset.w, level = +to.dataset.l;
        for (const bar of bars) {
          const x = +bar.dataset.x, w = +bar.dataset.w, l = +bar.dataset.l;
          const over = l < level && x <= from && x + w >= from + wide;
          const shown = over || (l >= level && x >= from - 1e-6 && x + w <= from + wide + 1e-6);
          bar.style.display = shown ? "" : "none";
          const at = over ? 0 : (x - from) / wide * 1200, width = over ? 1200 : w / wide * 1200;
          const [rect, text] = [bar.querySelector("rect"), bar.querySelector("text")];
          rect.setAttribute("x", at); rect.setAttribute("width", Math.max(0, width - 0.5));
          text.setAttribute("x", at + 3);
          const most = Math.floor((width - 6) / 7), name = bar.dataset.n;
          text.textContent = most < 3 ? "" : name.length <= most ? name : name.slice(0, most - 1) + "…";
        }
      }
      bars.forEach(bar => bar.addEventListener("click", () => zoom(bar)));
      """;

  private static final String STYLE =
      "rect{stroke:#fff;stroke-width:.3}g{cursor:pointer}text{pointer-events:none}";

  private final StringBuilder out = new StringBuilder();
  private final int height;

  private FlameGraph(int depth) {
    this.height = depth * BAR;
  }

  private static final class Bar {
    final SequencedMap<String, Bar> calls = new TreeMap<>();
    long count;

    int depth() {
      return 1 + calls.values().stream().mapToInt(Bar::depth).max().orElse(0);
    }
  }

  /// @param stacks innermost function first
  public static String html(String title, Map<List<String>, Long> stacks) {
    Bar all = bars(stacks);
    FlameGraph graph = new FlameGraph(all.depth());
    graph.page(title, all);
    return graph.out.toString();
  }

  /// @param stacks innermost function first
  public static String svg(String title, Map<List<String>, Long> stacks) {
    Bar all = bars(stacks);
    FlameGraph graph = new FlameGraph(all.depth());
    graph.picture(title, all);
    return graph.out.toString();
  }

  private static Bar bars(Map<List<String>, Long> stacks) {
    Bar all = new Bar();
    stacks.forEach((stack, count) -> add(all, stack, count));
    return all;
  }

  private static void add(Bar all, List<String> stack, long count) {
    Bar bar = all;
    bar.count += count;
    for (String function : stack.reversed()) {
      bar = bar.calls.computeIfAbsent(function, _ -> new Bar());
      bar.count += count;
    }
  }

  private void page(String title, Bar all) {
    out.append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>")
        .append(escaped(title))
        .append(
            "</title><style>body{font:13px monospace;margin:1em}"
                + STYLE
                + "</style></head><body><h3>")
        .append(escaped(title))
        .append(
            "</h3><p>A click makes a bar as wide as the page; the lowest one shows all again.</p>\n")
        .append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"100%%\">\n"
                .formatted(WIDTH, height));
    bar("all", all, 0, WIDTH, 0, all.count);
    out.append("</svg><script>\n").append(SCRIPT).append("</script></body></html>\n");
  }

  private void picture(String title, Bar all) {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"monospace\" font-size=\"13\">\n"
                .formatted(WIDTH, height, WIDTH, height))
        .append("<title>" + escaped(title) + "</title><style>" + STYLE + "</style>\n");
    bar("all", all, 0, WIDTH, 0, all.count);
    out.append("<script><![CDATA[\n").append(SCRIPT).append("]]></script></svg>\n");
  }

  private void bar(String name, Bar bar, double x, double width, int level, long all) {
    if (width < LEAST) {
      return;
    }
    int y = height - (level + 1) * BAR;
    String shown = escaped(name);
    out.append(
        String.format(
            Locale.ROOT,
            "<g data-x=\"%.3f\" data-w=\"%.3f\" data-l=\"%d\" data-n=\"%s\"><title>%s: %d, %.2f %%</title>"
                + "<rect x=\"%.3f\" y=\"%d\" width=\"%.3f\" height=\"%d\" fill=\"%s\"/>"
                + "<text x=\"%.3f\" y=\"%d\">%s</text></g>\n",
            x,
            width,
            level,
            shown,
            shown,
            bar.count,
            100.0 * bar.count / all,
            x,
            y,
            Math.max(0, width - 0.5),
            BAR - 1,
            color(name),
            x + 3,
            y + BAR - 5,
            escaped(fitting(name, width))));
    double at = x;
    for (Map.Entry<String, Bar> call : bar.calls.entrySet()) {
      double part = width * call.getValue().count / bar.count;
      bar(call.getKey(), call.getValue(), at, part, level + 1, all);
      at += part;
    }
  }

  private static String fitting(String name, double width) {
    int most = (int) ((width - 6) / LETTER);
    return most < 3 ? "" : name.length() <= most ? name : name.substring(0, most - 1) + "…";
  }

  /// Warm, and the same for the same name.
  private static String color(String name) {
    int hash = name.hashCode();
    return "hsl(%d,80%%,%d%%)"
        .formatted(Math.floorMod(hash, 50), 60 + Math.floorMod(hash / 50, 15));
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    io.github.pmdb.output.Escape.escape(text)
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            // XML has no such characters.
            case 0xfffe, 0xffff -> safe.append("\ufffd");
            default -> safe.appendCodePoint(c);
          }
        });
    return safe.toString();
  }
}
