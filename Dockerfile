# One image for the web server, the workers, beat and migrations; docker-compose.yml gives each its command.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/base.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin drieluik \
    && install -d -o drieluik -g drieluik /data
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/var/static DATA_ROOT=/data
WORKDIR /app
COPY . .
# Translations and static files are part of the image. These values serve this step only and stay nowhere.
RUN python -m dev.messages compile \
    && SECRET_KEY=used-while-building-the-image-and-never-again-0123456789 SITE_URL=https://build.invalid \
       DATABASE_URL=postgres://build@build.invalid/build REDIS_URL=redis://build.invalid/0 \
       EMAIL_URL=consolemail:// DEFAULT_FROM_EMAIL=build@build.invalid \
       python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q .
USER drieluik
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000"]
