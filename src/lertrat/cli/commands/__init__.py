"""The command's own commands, one module each with its COMMAND."""
