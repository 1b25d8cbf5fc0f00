#!/usr/bin/env bash
# Filters: mongoose's sanitizeFilter also wraps the operators that its own query builder wrote.
#
# Guess    It wraps operators in a filter that was passed in. `.where('state').in([...])` is code, and stays.
# Seen     mongoose 9.12.1: `.in()` and `.gt()` end in a cast error, like a filter from outside. Only `trusted()`
#          keeps the operator. The script calls the private `_castConditions`, so that it needs no server.
# Matters  Turning the option on breaks correct queries, only when they run.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >filter.cjs <<'END'
const mongoose = require('mongoose');
const Session = mongoose.model('Session', new mongoose.Schema({ state: String }));
const queries = {
  in: Session.find().where('state').in(['open', 'done']),
  gt: Session.find().where('state').gt('a'),
  trusted: Session.find({ state: mongoose.trusted({ $in: ['open', 'done'] }) }),
};
for (const [name, query] of Object.entries(queries)) {
  query.setOptions({ sanitizeFilter: true });
  query._castConditions();
  console.log(name, query.error() ? query.error().name : JSON.stringify(query.getFilter()));
}
END

npm install --silent --no-audit --no-fund --ignore-scripts mongoose@9.12.1

node filter.cjs | tee seen
diff - seen <<'END'
in CastError
gt CastError
trusted {"state":{"$in":["open","done"]}}
END
