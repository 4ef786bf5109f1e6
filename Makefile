# Everything that one does here, by name. `make` alone explains the names.
#
# What a target has done is remembered by a file in build/; it is done again when something that it reads has changed.

TOOLCHAIN := build-tools/toolchain
MAVEN     := $(TOOLCHAIN) run mvn --batch-mode --no-transfer-progress --quiet
BIN       := .venv/bin
PACKAGES  := python-package dagster-io-manager

# Folders count as well, so that a file that is gone is seen.
JAVA_SOURCES := pom.xml python-package/pom.xml \
    $(foreach module,jvm-core c-data-bridge examples/java-rules,$(module)/pom.xml $(shell find $(module)/src/main 2>/dev/null))

.PHONY: help
help:
	@echo 'make setup    .venv with all Python packages, their jars and the native library'
	@echo 'make run      the main job: examples/benefits'
	@echo 'make test     all tests of all parts'
	@echo 'make test-random  tests that draw plans, with many seeds'
	@echo 'make coverage the same, and how many lines they run'
	@echo 'make fuzz     inputs that nobody would write, for a minute; ARGS="--seconds 600 --seed 7" for more of them'
	@echo 'make check    formatting, lint and types'
	@echo 'make format   put the formatting right'
	@echo 'make bench    how long queries take beside Polars and DuckDB; ARGS="--only sort" asks some questions only'
	@echo 'make bench-kernels how fast the kernels are; ARGS=Gather asks one question only'
	@echo 'make bench-bridge  what it costs to start, to call and to hand over'
	@echo 'make wheel    the wheel for this platform, in dist/'
	@echo 'make sbom     what we ship with, and its licences, in dist/; fails for one that is not allowed'
	@echo 'make lock     resolve requirements.in again into requirements.lock'
	@echo 'make clean    remove all that was built'
	@echo
	@echo 'JAVA_HOME names the JDK (25 or later) and PYTHON the Python (3.11 or later), if they are not found by themselves.'

# ---- setting up

.PHONY: setup
setup: build/packages.done build/jars.done

# Not a file, but order-only: looked at whenever something is about to be built, and never a reason to build.
.PHONY: tools
tools:
	@$(TOOLCHAIN) check

build/venv.done: requirements.lock | tools
	build-tools/make-venv .venv
	@touch $@

build/packages.done: build/venv.done $(PACKAGES:%=%/pyproject.toml)
	$(BIN)/uv pip install --quiet --python .venv --no-deps --no-build-isolation $(PACKAGES:%=--editable %)
	@touch $@

# Without the polish, which `make test` adds: Maven would not see that its classes lack it.
build/jars.done: $(JAVA_SOURCES) | tools
	@mkdir -p build && touch build/unpolished
	$(MAVEN) -Dquick -DskipTests package
	@touch $@

# ---- using it

.PHONY: run
run: setup
	$(BIN)/python examples/benefits/run.py $(ARGS)

.PHONY: bench
bench: setup
	$(BIN)/python perf-tests/bench.py $(ARGS)

.PHONY: bench-kernels
bench-kernels: setup
	$(MAVEN) -Pbench -Dquick -DskipTests package
	$(TOOLCHAIN) run java -cp 'perf-tests/target/classes:perf-tests/target/jars/*' org.openjdk.jmh.Main $(ARGS)

.PHONY: bench-bridge
bench-bridge: setup
	$(BIN)/python perf-tests/bridge.py $(ARGS)

# ---- tests

# The packages are fetched while Java compiles, which keeps one processor busy.
.PHONY: test
test: test-tools
	$(MAKE) --jobs 2 build/packages.done test-java
	$(MAKE) test-python

.PHONY: test-tools
test-tools:
	@$(TOOLCHAIN) check-tests

.PHONY: test-java
test-java: | tools
	@if [ -e build/unpolished ]; then rm -rf */target/classes build/unpolished; fi
	$(MAVEN) verify
	@mkdir -p build && touch build/jars.done

# Only what is very hot is worth C2's time, as in the tests of Java (pom.xml).
FEWER_COMPILATIONS := -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 \
    -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000

.PHONY: test-python
test-python: setup
	PENSTOCK_AOT=off JAVA_TOOL_OPTIONS='$(FEWER_COMPILATIONS)' $(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: fuzz
fuzz: setup
	$(BIN)/python fuzz-tests/fuzz.py $(ARGS)

# Those that draw whole plans or damage files, from ten times as many seeds.
.PHONY: test-random
test-random: | tools
	$(MAVEN) -Dquick -pl jvm-core verify -Dtest='*DifferentialTest,BrokenParquetTest' -Dpenstock.seeds=60

.PHONY: coverage
coverage: setup
	$(MAVEN) -Pcoverage verify
	PENSTOCK_AOT=off $(BIN)/pytest --cov=penstock --cov=dagster_penstock --cov-report=term:skip-covered
	$(BIN)/python build-tools/java_coverage.py

# ---- looking at the sources

.PHONY: check
check: setup types
	build-tools/format-java --check
	$(BIN)/ruff format --check
	$(BIN)/ruff check

.PHONY: types
types: setup
	$(foreach package,$(PACKAGES) build-tools,MYPYPATH=$(package)/src:$(package)/tests $(BIN)/mypy $(package)$(newline))
	MYPYPATH=perf-tests $(BIN)/mypy perf-tests
	MYPYPATH=fuzz-tests $(BIN)/mypy fuzz-tests

.PHONY: format
format: setup
	build-tools/format-java
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# ---- handing it on

.PHONY: wheel
wheel: setup
	$(BIN)/python -m build --wheel --no-isolation --outdir dist python-package
	@ls -l dist/*.whl

# Not a part of the tests: Maven's plugin takes seconds, and what it says changes with pom.xml and the lock file only.
.PHONY: sbom
sbom: setup
	$(MAVEN) org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom
	$(BIN)/python build-tools/sbom.py build/sbom-java.json dist

.PHONY: lock
lock: build/venv.done
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	    --no-annotate --no-header --no-emit-index-url requirements.in --output-file requirements.lock

.PHONY: clean
clean:
	rm -rf build dist .venv */target */*/target python-package/src/penstock/_jars python-package/src/penstock/_native

define newline


endef
