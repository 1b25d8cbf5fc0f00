#!/usr/bin/env bash
# Diagrams: in plain Node, mermaid parses a flowchart without labels, and fails on the same one with a label.
#
# Guess    Parsing needs no DOM, so every valid diagram parses.
# Seen     mermaid 12.3.0: `a --> b` and a sequence diagram parse. A node's label or a state diagram ends in
#          "DOMPurify.addHook is not a function".
# Matters  A first trial in a test looks fine. The check of a real journey's diagram then fails on valid text.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >parse.mjs <<'END'
import mermaid from 'mermaid';
const diagrams = [
  'flowchart LR\n  a --> b',
  'sequenceDiagram\n  A->>B: go',
  'flowchart LR\n  a[Consent] --> b',
  'stateDiagram-v2\n  A --> B: go',
];
for (const text of diagrams) {
  const answer = await mermaid.parse(text).then((parsed) => parsed.diagramType, (error) => error.message);
  console.log(JSON.stringify(text), answer);
}
END

npm install --silent --no-audit --no-fund --ignore-scripts mermaid@12.3.0

node parse.mjs | tee seen
diff - seen <<'END'
"flowchart LR\n  a --> b" flowchart-v2
"sequenceDiagram\n  A->>B: go" sequence
"flowchart LR\n  a[Consent] --> b" DOMPurify.addHook is not a function
"stateDiagram-v2\n  A --> B: go" DOMPurify.addHook is not a function
END
