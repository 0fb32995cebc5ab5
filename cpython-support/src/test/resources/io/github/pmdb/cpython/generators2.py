"""Makes generators for Python 2, writes down where they stand, and stands still in one. usage: generators2.py FILE"""
import sys
import time


def plain():
    yield 1
    yield 2


def stands_still():
    with open(sys.argv[1], "w") as out:
        for one, state in zip(kept, ("SUSPENDED", "NOT_STARTED", "RUNNING")):
            code = one.gi_code
            line = 0 if state == "RUNNING" else one.gi_frame.f_lineno
            out.write("generator\t%d\tgenerator\t%s\t%s\n" % (id(one), code.co_name.encode("hex"), state))
            out.write("frame\t%s\t%s\t%d\n" % (code.co_name.encode("hex"), code.co_filename.encode("hex"), line))
    print("ready")
    sys.stdout.flush()
    time.sleep(10000)
    yield


kept = [plain(), plain(), stands_still()]
next(kept[0])
next(kept[2])
