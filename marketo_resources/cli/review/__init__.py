"""What an access review is made of: facts, states, rules, and the files that it is written to."""
