"""What nobody calls is not there: every name of a module, and every method, is used by the product or owed by name."""

import ast
import re
from pathlib import Path

import pytest

import gigaloop

ROOT = Path(__file__).parents[2]
#: what the library owes to its readers by name, whether or not a question uses it
OWED = {
    "engine/store/remote.py": ("send", "fetch"),  # docs/cluster.md
    "methods/clearing.py": ("rogers_veraart_many",),  # ten thousand scenarios at once
    "methods/credit.py": ("merton", "guarantee_put"),
    "methods/distress.py": ("single_shocks",),  # every single shock at once
    "methods/finance.py": ("annuity",),
    "methods/games/equilibria.py": ("nash",),
    "methods/games/thresholds.py": ("global_game", "option_to_wait"),
    "methods/impact.py": ("communicability",),
    "methods/origin.py": ("absorbing", "leontief", "max_flow"),
    "methods/warrant.py": ("dilution",),
}
#: methods that a notebook calls, and two that numba calls of a step that is translated
READERS = {"_repr_html_", "filter", "flow_rows", "to_pandas", "to_polars", "finalize", "get_pointer_to_function"}
#: decorators that hand a function to who calls it: commands, addresses, checks of records
HANDED = re.compile(r"(app|command|model_validator)\b")


def module_of(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Tree:
    """One module: what it defines at its margin, what it imports, which names it reads and where."""

    def __init__(self, path, source):
        self.name, self.tree = module_of(path), ast.parse(source)
        self.package = self.name if path.endswith("__init__.py") else self.name.rpartition(".")[0]
        self.imported = {}  # local name -> (module, name) or (module, None)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                above = self.package.split(".")[: 1 - node.level or None] if node.level else []
                module = ".".join([*above, *([node.module] if node.module else [])])
                self.imported |= {a.asname or a.name: (module, a.name) for a in node.names}
            elif isinstance(node, ast.Import):
                self.imported |= {a.asname: (a.name, None) for a in node.names if a.asname}
        self.defined = {}  # name -> its node
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.defined[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                codes = isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "range"
                for target in () if codes else targets:  # codes are told whole, used or not
                    flat = target.elts if isinstance(target, ast.Tuple) else [target]
                    self.defined |= {one.id: node for one in flat if isinstance(one, ast.Name)}


def reads(node):
    """(names, attributes of names) that are read below a node, as often as they stand there."""
    names, dotted = [], []
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            names.append(one.id)
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            dotted.append((one.value.id, one.attr))
    return names, dotted


def uncalled(files, told=""):
    """Every name that nothing reads, as 'path: name', of a {path: source} mapping; `told`: templates and the like."""
    trees = {module_of(path): Tree(path, source) for path, source in files.items()}

    def home(module, name, seen=()):
        """Where a name that is imported from a module was made."""
        tree = trees.get(module)
        if tree is None or (module, name) in seen:
            return None
        if name in tree.imported and name not in tree.defined:
            return home(*tree.imported[name], (*seen, (module, name)))
        return (module, name)

    used = set()
    for tree in trees.values():
        for node in tree.tree.body:
            if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets):
                continue
            own = getattr(node, "name", None)
            names, dotted = reads(node)
            for name in names:
                if name in tree.defined:
                    used |= {(tree.name, name)} if name != own else set()
                elif name in tree.imported:
                    used.add(home(*tree.imported[name]))
            for of, name in dotted:
                if of in tree.imported:
                    module, part = tree.imported[of]
                    used.add(home(module if part is None else f"{module}.{part}", name))
    attributes = set(re.findall(r"\w+", told))
    attributes |= {n.attr for tree in trees.values() for n in ast.walk(tree.tree) if isinstance(n, ast.Attribute)}
    found = []
    for path, tree in zip(files, trees.values(), strict=True):
        for name, node in tree.defined.items():
            public = gigaloop._HOME.get(name) == tree.name
            if (tree.name, name) not in used and not public and not handed(node, name):
                found.append(f"{path}: {name}")
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(part, ast.FunctionDef) and part.name not in attributes | READERS:
                    found += [] if handed(part, part.name) else [f"{path}: {name}.{part.name}"]
    return found


def handed(node, name):
    """Whether somebody outside calls it: Python itself, or who decorates it."""
    return name.startswith("__") or any(HANDED.match(ast.unparse(one)) for one in getattr(node, "decorator_list", ()))


def sources():
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in sorted(ROOT.glob("gigaloop/**/*.py"))}


def test_every_name_is_used_or_owed():
    """Both ways: a name that has found its caller leaves the list."""
    told = "".join(path.read_text("utf-8") for path in ROOT.glob("gigaloop/*/templates/*"))
    assert uncalled(sources(), told) == [f"gigaloop/{path}: {name}" for path, names in OWED.items() for name in names]


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("gigaloop/engine/planted.py", "def lonely():\n    pass\n", "lonely"),
        ("gigaloop/engine/planted.py", "def lonely(n):\n    return lonely(n - 1)\n", "lonely"),
        ("gigaloop/engine/planted.py", "WORDS = ('a', 'b')\n", "WORDS"),
        ("gigaloop/engine/planted.py", "a, b = 1, 2\nprint(a)\n", "b"),
        (
            "gigaloop/engine/planted.py",
            "class One:\n    def lonely(self):\n        pass\n\n\nprint(One)\n",
            "One.lonely",
        ),
        ("gigaloop/methods/clearing.py", "def rogers_veraart_few():\n    pass\n", "rogers_veraart_few"),
    ],
)
def test_a_planted_name_is_found(path, text, name):
    assert uncalled({path: text}) == [f"{path}: {name}"]


def test_one_name_of_two_modules_is_not_confused():
    files = {
        "gigaloop/a.py": "def told():\n    pass\n",
        "gigaloop/b.py": "from .c import told\n\n\nprint(told())\n",
        "gigaloop/c/__init__.py": "from gigaloop.c.d import told\n\n__all__ = ['told']\n",
        "gigaloop/c/d.py": "def told():\n    pass\n",
    }
    assert uncalled(files) == ["gigaloop/a.py: told"]
