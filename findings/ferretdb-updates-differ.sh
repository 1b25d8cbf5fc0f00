#!/usr/bin/env bash
# FerretDB with SQLite: $push ignores $slice, $unset shortens an array, a unique index allows shared elements.
#
# Guess    What FerretDB 1.24 lacks is refused, but a collation is ignored. These three were taken for granted.
# Seen     FerretDB 1.24.2, driver mongodb 7.5.0: `$push` with `$slice: -2` keeps all four elements. `$unset` of
#          `list.0` removes the element (by its manual MongoDB leaves null there). A unique index takes ['b', 'c']
#          after ['a', 'b'] (by its manual MongoDB indexes each element). All without an error. A collation is
#          refused.
# Matters  What runs here without a mongod is FerretDB. Bounded lists and uniqueness by element would hold in
#          production only, and the tests here would be green about something else.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" || true; rm -rf "$dir"' EXIT
cd "$dir"
mkdir data

cat >main.go <<'EOF'
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: os.Args[1]},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, nil)),
		Handler:   "sqlite",
		SQLiteURL: "file:data/",
	})
	if err != nil {
		panic(err)
	}
	panic(server.Run(context.Background()))
}
EOF
cat >updates.mjs <<'EOF'
import { MongoClient } from 'mongodb';
const client = await MongoClient.connect(`mongodb://${process.argv[2]}/?serverSelectionTimeoutMS=20000`);
const rows = client.db('example').collection('rows');
const refused = (error) => error.codeName ?? error.code;
await rows.insertOne({ _id: 'push', list: ['a', 'b'] });
await rows.updateOne({ _id: 'push' }, { $push: { list: { $each: ['c', 'd'], $slice: -2 } } });
console.log('$slice', JSON.stringify((await rows.findOne({ _id: 'push' })).list));
await rows.updateOne({ _id: 'push' }, { $unset: { 'list.0': 1 } });
console.log('$unset', JSON.stringify((await rows.findOne({ _id: 'push' })).list));
await rows.createIndex({ owners: 1 }, { unique: true });
await rows.insertOne({ _id: 'first', owners: ['a', 'b'] });
console.log('unique', await rows.insertOne({ _id: 'second', owners: ['b', 'c'] }).then(() => 'taken', refused));
console.log('collation', await rows.find({}, { collation: { locale: 'ro' } }).toArray().then(() => 'taken', refused));
await client.close();
EOF

go mod init example >go.log 2>&1
go get github.com/FerretDB/FerretDB/ferretdb@v1.24.2 >>go.log 2>&1
go build -tags ferretdb_no_postgresql -o ferretdb . >>go.log 2>&1
npm install --silent --no-audit --no-fund --ignore-scripts mongodb@7.5.0
port=$(node -e "
  const server = require('net').createServer();
  server.listen(0, '127.0.0.1', () => { console.log(server.address().port); server.close(); })")
./ferretdb "127.0.0.1:$port" 2>server.log &
server=$!

node updates.mjs "127.0.0.1:$port" | tee seen
diff - seen <<'EOF'
$slice ["a","b","c","d"]
$unset ["b","c","d"]
unique taken
collation NotImplemented
EOF
