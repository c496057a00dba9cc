"""Start the incubator: `python run.py`, or `gunicorn run:app`."""

from config import Config
from incubator.wiring import create_app

app = create_app(Config)

if __name__ == "__main__":
    app.run()
