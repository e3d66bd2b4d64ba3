"""Fuzzing a door at a time: mutated books, command lines, addresses, workbooks and run folders, from a seed.

Property of all: a sentence with an exit code of the contract, or an answer; never a traceback, more than ten seconds of
CPU, more than two gigabytes, or a number out of order.

    judge    runs one thing and says what is wrong with how it ended
    books    a copy of the tiny book, mutated
    words    command lines
    doors    one case of each door from a seed
    __main__ the longer run: `make fuzz`
"""
