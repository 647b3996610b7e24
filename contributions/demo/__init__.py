"""The demonstration: an invented partnership in the fourth year of its programme, written and imported as history.

Every company, school, government and person in it is made up.
"""
