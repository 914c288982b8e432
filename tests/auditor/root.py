"""Rebuilds the Merkle root of a log from its events, with nothing but Python's library.

    waymark events | python3 root.py

Standard input holds every event of the log, one a line. The output is the last line of
`waymark verify`: the size of the tree and its root.

A leaf is an event as it stands in the log: its JSON in the canonical form of RFC 8785, without the
`position` that `waymark events` adds. Events hold no floats, so sorted members, no white space and
the shortest escapes are that form. The tree is that of RFC 6962, section 2.1.
"""

import hashlib
import json
import sys


def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def canonical(event):
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def root(leaves):
    peaks = []  # The complete subtrees so far, largest first: how many leaves, and the hash.
    for leaf in leaves:
        size, node = 1, leaf_hash(leaf)
        while peaks and peaks[-1][0] == size:
            node = node_hash(peaks.pop()[1], node)
            size *= 2
        peaks.append((size, node))
    if not peaks:
        return hashlib.sha256().digest()
    node = peaks.pop()[1]
    while peaks:
        node = node_hash(peaks.pop()[1], node)
    return node


def main():
    leaves = []
    for line in sys.stdin.buffer:
        event = json.loads(line)
        position = event.pop("position")
        if position != len(leaves) + 1:
            sys.exit(f"expected position {len(leaves) + 1} but found {position}: pass every event, in order")
        leaves.append(canonical(event))
    print(f"tree size {len(leaves)}, root {root(leaves).hex()}")


if __name__ == "__main__":
    main()
