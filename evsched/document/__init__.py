"""The JSON that the command line, the library and the API share: strict reading, and writing."""
