"""pypet's own tests of its network lock, with a server of ours: run.py <command that starts a server> ..."""

import multiprocessing
import subprocess
import sys
import unittest

import zmq
from pypet.tests.testutils.ioutils import get_random_port_url
from pypet.tests.unittests.mpwrappers_test import TestNetLock as Theirs

command = sys.argv[1:]


class Started:
    """Stands for the process of a server."""

    def __init__(self, url, *lease):
        self._process = subprocess.Popen([*command, url, *lease])

    def join(self):
        assert self._process.wait(timeout=60) == 0


def lose_answers(url, behind):
    """Passes requests on, and loses every 27th answer."""
    context = zmq.Context()
    front, back = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
    front.bind(url)
    back.connect(behind)
    poller = zmq.Poller()
    for socket in (front, back):
        poller.register(socket, zmq.POLLIN)
    answers = 0
    while True:
        ready = dict(poller.poll())
        if front in ready:
            back.send_multipart(front.recv_multipart())
        if back in ready:
            answer = back.recv_multipart()
            answers += 1
            if answers % 27 != 0 or answer[-1] == b"CLOSED":
                front.send_multipart(answer)


class TestNetLock(Theirs):
    def start_server(self, url, faulty=False):
        if not faulty:
            self.lock_process = Started(url)
            return
        behind = get_random_port_url()
        proxy = multiprocessing.Process(target=lose_answers, args=(url, behind), daemon=True)
        proxy.start()
        self.addCleanup(proxy.terminate)
        self.lock_process = Started(behind)

    def start_timeout_server(self, url, timeout):
        self.lock_process = Started(url, str(round(timeout * 1000)))


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestNetLock)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(not result.wasSuccessful())
