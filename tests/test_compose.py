"""What a server runs (docker-compose.yml, Dockerfile, .env.sample) agrees with the settings; no engine is needed."""

import ast
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from celery.bin.celery import celery as celery_command
from click import Context
from django.conf import settings
from django.core.management import get_commands
from gunicorn.config import Config
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES = COMPOSE["services"]
PORTAL = {name: service for name, service in SERVICES.items() if service["image"] == "drieluik"}
FOR_COMPOSE = {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "PORT"}  # settings.py does not know these
WORKERS = {name: service for name, service in PORTAL.items() if " worker " in service["command"]}


def settings_variables():
    """Every variable that settings.py reads from the environment."""
    tree = ast.parse((ROOT / "config" / "settings.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            if isinstance(function, ast.Name) and function.id == "env":
                yield node.args[0].value


def sample_variables():
    """{name: (the lines of explanation above it, the value, whether it has to be filled in)} of .env.sample."""
    found, explanation = {}, []
    for line in (ROOT / ".env.sample").read_text().splitlines():
        if match := re.fullmatch(r"(#?)([A-Z_]+)=(.*)", line):
            found[match[2]] = (explanation, match[3], not match[1])
            explanation = []
        elif line.startswith("# "):
            explanation.append(line)
        else:
            explanation = []
    return found


def arguments(service):
    return shlex.split(PORTAL[service]["command"].replace("$$", "$"))


def celery_options(service):
    """The options of a Celery service, as Celery's own command line reads them."""
    program, app, where, name, *rest = arguments(service)
    assert (program, app, where) == ("celery", "-A", "config")
    command = celery_command.commands[name]
    return command.make_parser(Context(command)).parse_args(rest)[0]


def test_the_file_follows_the_compose_specification():
    checker = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*checker, "docker-compose.yml"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_env_sample_has_exactly_the_variables_that_are_read():
    assert set(sample_variables()) == set(settings_variables()) | FOR_COMPOSE


def test_env_sample_explains_every_variable():
    assert [name for name, (explanation, _, _) in sample_variables().items() if not explanation] == []


def test_env_sample_names_no_secret():
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert sample_variables()[name][1:] == ("", True)


def test_compose_reads_only_variables_that_are_explained():
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert used == FOR_COMPOSE


def test_compose_sets_only_what_settings_read():
    own = {name for service in PORTAL.values() for name in service.get("environment", {})} - {"QUEUE"}
    assert own <= set(settings_variables())
    assert {"DATABASE_URL", "REDIS_URL", "DATA_ROOT"} <= own


def test_every_queue_has_a_worker_and_every_worker_a_queue():
    served = [queue for name in WORKERS for queue in celery_options(name)["queues"].split(",")]
    assert sorted(served) == sorted(settings.CELERY_TASK_QUEUES)


@pytest.mark.parametrize("service", WORKERS)
def test_a_worker_is_asked_for_its_health_by_its_own_name(service):
    name = celery_options(service)["hostname"].removesuffix("@%h")
    assert PORTAL[service]["environment"]["QUEUE"] == name
    assert "inspect ping -d $${QUEUE}@$$HOSTNAME" in PORTAL[service]["healthcheck"]["test"][1]


def test_report_workers_give_their_memory_back():
    options = celery_options("worker-reports")
    assert options["concurrency"] == "1"
    assert int(options["max_memory_per_child"]) <= 450_000
    assert int(options["max_tasks_per_child"]) <= 20


def test_one_beat_and_it_writes_where_it_may():
    beats = [name for name in PORTAL if " beat " in PORTAL[name]["command"]]
    assert beats == ["beat"]
    assert "replicas" not in PORTAL["beat"].get("deploy", {})
    assert celery_options("beat")["schedule"].startswith("/tmp/")  # noqa: S108


def test_the_web_server_starts_with_options_it_knows_and_an_application_that_exists():
    options = Config().parser().parse_args(arguments("web")[1:])
    module, name = options.args[0].split(":")
    assert callable(getattr(import_module(module), name))
    assert options.bind == ["0.0.0.0:8000"]
    assert PORTAL["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_migrations_run_once_and_before_the_rest():
    assert arguments("migrate")[:3] == ["python", "manage.py", "migrate"]
    assert "migrate" in get_commands()
    assert PORTAL["migrate"]["restart"] == "no"
    for name in PORTAL.keys() - {"migrate"}:
        assert PORTAL[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("service", PORTAL)
def test_the_portal_runs_with_little_power(service):
    assert PORTAL[service]["read_only"] is True
    assert PORTAL[service]["cap_drop"] == ["ALL"]
    assert re.search(r"^USER (?!root)\w+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - {"migrate", "mailpit"}))
def test_what_keeps_running_says_whether_it_is_well(service):
    assert SERVICES[service]["healthcheck"]["test"]


def test_redis_keeps_a_journal():
    assert "--appendonly yes" in SERVICES["redis"]["command"]


def test_only_this_computer_reaches_the_ports():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_mail_catcher_is_for_development_only():
    assert SERVICES["mailpit"]["profiles"] == ["development"]


def test_the_image_installs_locked_packages_and_what_the_reports_need():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r /tmp/base.txt" in dockerfile
    for library in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"):
        assert library in dockerfile
