package io.github.pmdb.uprobe.spec;

/// A piece of what the user wrote.
///
/// @param text without blanks around it
/// @param position of its first character, from 0
public record Part(String text, int position) {}
