"""The laws of stress: what must hold where money and machines are real. Each with a fault that breaks it."""
