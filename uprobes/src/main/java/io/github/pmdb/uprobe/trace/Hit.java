package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.event.Event;

/// A hit and what its values are.
public record Hit(Plan plan, Event event) {}
