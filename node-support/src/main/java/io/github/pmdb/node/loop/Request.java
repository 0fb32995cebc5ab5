package io.github.pmdb.node.loop;

import java.util.List;

/// A request that is under way: it keeps the process going until it is done.
///
/// @param kind what Node.js calls it: `FSReqCallback`, `GetAddrInfoReqWrap`
/// @param operation what libuv calls it: `fs open`, `getaddrinfo`; empty where it is not known
/// @param object address of the JavaScript object
/// @param callback the function that is told of its end, with its place; empty where there is none
/// @param facts paths, descriptors, hosts
public record Request(
    String kind, String operation, long object, String callback, List<String> facts) {}
