package io.github.pmdb.uprobe.kernel;

/// A probe of `uprobe_events`: it stays when who made it has ended.
///
/// @param event `GROUP/NAME`
/// @param place as it was made: the file, a colon, the offset, and what is read there
/// @param enabled whether it is in the code now
public record LastingProbe(String event, boolean atReturn, String place, boolean enabled) {}
