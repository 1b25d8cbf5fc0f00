#!/usr/bin/env bash
# Layouts: the path of a self-edge in dagre begins and ends away from its node.
#
# Guess    Like any other edge, it begins and ends on the border of its node's box.
# Seen     @dagrejs/dagre 3.1.3: node a spans x 0 to 100. Its edge to b begins on the border, at 50,40. Its edge to
#          itself begins at 190,0 and ends at 140,20.
# Matters  A step that repeats itself is drawn with a loop that hangs in the air.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >loop.mjs <<'END'
import dagre from '@dagrejs/dagre';
const graph = new dagre.graphlib.Graph({ multigraph: true });
graph.setGraph({});
graph.setDefaultEdgeLabel(() => ({}));
for (const name of ['a', 'b']) graph.setNode(name, { width: 100, height: 40 });
graph.setEdge('a', 'b');
graph.setEdge('a', 'a');
dagre.layout(graph);
const { x, y, width, height } = graph.node('a');
console.log(`box x ${x - width / 2} to ${x + width / 2}, y ${y - height / 2} to ${y + height / 2}`);
for (const to of ['b', 'a']) {
  const { points } = graph.edge('a', to);
  console.log(`a to ${to}: from ${points[0].x},${points[0].y} to ${points.at(-1).x},${points.at(-1).y}`);
}
END

npm install --silent --no-audit --no-fund --ignore-scripts @dagrejs/dagre@3.1.3

node loop.mjs | tee seen
diff - seen <<'END'
box x 0 to 100, y 0 to 40
a to b: from 50,40 to 50,90
a to a: from 190,0 to 140,20
END
