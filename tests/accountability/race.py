"""Doing things at the same moment, each over a connection of its own."""

import threading

from django.db import connection


def at_once(*deeds):
    """Do these in threads that start together; gives what each returned or raised."""
    start, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        try:
            connection.ensure_connection()
            start.wait(10)
            answers[number] = deed()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers
