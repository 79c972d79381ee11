#!/usr/bin/env python3
"""Clients that behave badly, for a while: slow readers, and clients that vanish in the middle of something.

usage: rude.py PORT SECONDS
"""

import random
import socket
import struct
import sys
import threading
import time

SLOW_READERS = 6
RESETS_PER_SECOND = 20
REQUEST = (
    "GET /echo HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def connect(port):
    client = socket.create_connection(("127.0.0.1", port), timeout=5)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    return client


def upgraded(port):
    client = connect(port)
    client.sendall(REQUEST.format(port=port).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = client.recv(4096)
        if not more:
            raise OSError("no answer to the handshake")
        answer += more
    return client


def frame(payload_bytes):
    """A binary message, masked with a key of 0."""
    length = struct.pack("!BQ", 0xFF, payload_bytes) if payload_bytes > 65_535 else struct.pack("!BH", 0xFE, payload_bytes)
    return b"\x82" + length + bytes(4 + payload_bytes)


def vanish(client):
    """Closes with a reset, whatever is under way."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def read_slowly(port, until):
    """Sends large messages as long as anybody takes them, and reads the echoes far slower."""
    while time.monotonic() < until:
        with upgraded(port) as client:
            client.setblocking(False)
            message, sent = frame(1 << 20), 0
            leave = min(until, time.monotonic() + random.uniform(3, 10))
            while time.monotonic() < leave:
                try:
                    sent = (sent + client.send(message[sent:])) % len(message)
                except BlockingIOError:
                    pass
                try:
                    client.recv(8192)
                except BlockingIOError:
                    pass
                time.sleep(0.02)
            vanish(client)


def vanish_in_handshake(port):
    client = connect(port)
    client.sendall(REQUEST.format(port=port).encode()[:60])
    return client


def vanish_in_frame(port):
    client = upgraded(port)
    client.sendall(frame(200) + frame(65_000)[:1_000])
    return client


def vanish_in_header(port):
    client = upgraded(port)
    client.sendall(frame(200) + frame(65_000)[:3])
    return client


def vanish_in_echo(port):
    client = upgraded(port)
    client.sendall(frame(300_000))
    client.recv(1_000)
    return client


def vanish_often(port, until):
    ways = (vanish_in_handshake, vanish_in_frame, vanish_in_header, vanish_in_echo)
    turn = 0
    while time.monotonic() < until:
        vanish(ways[turn % len(ways)](port))
        turn += 1
        time.sleep(1 / RESETS_PER_SECOND)


def main():
    port, until = int(sys.argv[1]), time.monotonic() + float(sys.argv[2])
    faults = []

    def run(behave):
        try:
            behave(port, until)
        except OSError as fault:
            faults.append(f"{behave.__name__}: {fault!r}")

    threads = [threading.Thread(target=run, args=(behave,)) for behave in [read_slowly] * SLOW_READERS + [vanish_often]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit("; ".join(faults))


if __name__ == "__main__":
    main()
