package io.github.pmdb.stack;

import io.github.pmdb.frame.merge.MergedStack;

/// What one thread does.
public record ThreadStack(ThreadLabel thread, MergedStack stack) {}
