package io.github.pmdb.node.page;

/// A linear allocation area: objects are made at `top`; what lies between it and `limit` is stale.
record Lab(long start, long top, long limit) {}
