"""`python -m watch` is the same command as `tripwatch`."""

from watch.cli import main

if __name__ == "__main__":
    main()
