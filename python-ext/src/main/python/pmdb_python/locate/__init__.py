"""Where the interpreter is, and how its structs are laid out; found without debug symbols."""
