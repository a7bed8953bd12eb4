"""What targets ask: one file a topic, each function thin, all numbers from the file of targets.

A function here takes the inputs of a check by keyword and returns plain numbers by name. It calls what any user can
call: a regime or study file, or a documented function. It holds no parameter of any publication.
"""
