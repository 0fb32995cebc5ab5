package io.github.pmdb.output;

/// Text without styles, for files and pipes.
record PlainRenderer() implements Renderer {
  @Override
  public void render(Line line, StringBuilder out) {
    out.append(line.text()).append('\n');
  }
}
