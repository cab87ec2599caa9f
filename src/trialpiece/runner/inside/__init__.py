"""What runs inside the sandbox, under the runtime's interpreter: it cannot import the rest of the product."""
