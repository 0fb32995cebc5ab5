package io.github.pmdb.uprobe.syscall;

/// What bpf(2) is asked for, `enum bpf_cmd` of `linux/bpf.h`.
public enum Command {
  MAP_CREATE(0),
  MAP_LOOKUP_ELEM(1),
  PROG_LOAD(5),
  PROG_GET_FD_BY_ID(13),
  OBJ_GET_INFO_BY_FD(15),
  LINK_CREATE(28),
  LINK_GET_FD_BY_ID(30),
  LINK_GET_NEXT_ID(31);

  final int number;

  Command(int number) {
    this.number = number;
  }
}
