"""What states.py does, for Python 2."""
import sys
import threading


def ready():
    print 'ready'
    sys.stdout.flush()


def computing():
    idle = threading.Thread(target=threading.Event().wait, name='idle')
    idle.daemon = True
    idle.start()
    threading.current_thread().name = 'busy'
    ready()
    while True:
        pass


def handling():
    try:
        {}['missing']
    except KeyError:
        ready()
        threading.Event().wait(1000)


def main():
    {'computing': computing, 'handling': handling}[sys.argv[1]]()


main()
