/// The objects of a heap as a graph: who refers to whom, from which root, and what would be freed
/// together. Objects are numbers into primitive arrays ([HeapObjects]); edges are read from the
/// objects' own words ([Slots]).
@NullMarked
package io.github.pmdb.node.graph;

import org.jspecify.annotations.NullMarked;
