"""What gdb knows of the program: memory, mappings, ELF images, threads."""
