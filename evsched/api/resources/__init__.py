"""What answers at each address: from a request to a use case, and from its result to an answer."""
