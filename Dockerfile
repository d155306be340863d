# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrations (docker-compose.yml says which). Built in one stage, run from another that has
# no compiler, no pip, no uv and no downloader; the process is an unprivileged user and the file system may be read-only.

FROM python:3.11-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY requirements-uv.txt ./
RUN python -m venv /uv && /uv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-uv.txt
COPY requirements.txt requirements-prod.txt ./
RUN python -m venv --without-pip /venv \
 && /uv/bin/uv --no-config pip install --python /venv/bin/python --require-hashes -r requirements.txt -r requirements-prod.txt
COPY . .
# Static files need no service, only settings that can be read.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build WORKIT_VAR=/var/lib/workit \
    /venv/bin/python manage.py collectstatic --no-input -v 0 \
 && /venv/bin/python -m compileall -q /app

FROM python:3.11-slim-bookworm
RUN pip uninstall --yes pip setuptools wheel \
 && useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin workit \
 && install -d -o workit -g workit -m 0750 /var/lib/workit /var/lib/workit/media
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 WORKIT_VAR=/var/lib/workit
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=workit:workit /var/lib/workit/static /var/lib/workit/static
USER workit
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["python", "-m", "ops.healthcheck", "web"]
CMD ["gunicorn", "workit.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", \
     "--threads", "4", "--timeout", "60", "--graceful-timeout", "20", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
