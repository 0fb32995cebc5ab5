package io.github.pmdb.verdict;

import java.util.List;

/// What a reading of a snapshot comes to.
///
/// @param tid the thread that matters most
record Finding(VerdictKind kind, String headline, List<String> reasons, long tid) {}
