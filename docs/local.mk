dist_man_MANS += docs/man/hairpin.1 docs/man/hairpin-expect.5 docs/man/hairpin-lab.5 docs/man/hairpin-scenario.5
EXTRA_DIST += README.md CHANGELOG.md CONTRIBUTING.md LICENSE docs/architecture.md docs/dependencies.md \
	docs/adding-a-kind.md docs/azure-rules.md
EXTRA_DIST += docs/captures.md docs/guard.md docs/import.md docs/security.md docs/snapshots.md
EXTRA_DIST += docs/captures.md docs/guard.md docs/import.md docs/scale-out.md docs/security.md
EXTRA_DIST += docs/captures.md docs/guard.md docs/import.md docs/scale-out.md docs/security.md \
	docs/snapshots.md
