/// Greenlets, as gevent and eventlet use them: stacks that a thread runs by turns.
///
/// [GreenletLayout] holds where their fields are, by release of the library, and
/// [GreenletDiscovery] learns it of one that is not known; [GreenletReader] reads one of them,
/// whose frames may lie on a [SavedStack]; [StackOwners] tells the thread. [GreenletScan] makes a
/// report of it.
@NullMarked
package io.github.pmdb.cpython.greenlet;

import org.jspecify.annotations.NullMarked;
