"""How static files are named: by their content, the ones that our scripts import from each other too."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # it has no types


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # see above
    """Rewrites `import` between our modules as well, so that a page never runs one version's script with another's parts."""

    support_js_module_import_aggregation = True
    # Django's own patterns, for our files alone: other packages import what they do not bring.
    _js_module_import_aggregation_patterns = (
        "lertrat/js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
