// What `receiving.py` compares with: one row on disk (synchronous=FULL) before each answer, and nothing else.
// Argument: the folder for the database. It says where it listens in one line, as `serve` does.

const path = require("path");
const Database = require("better-sqlite3");
const app = require("fastify")();

const db = new Database(path.join(process.argv[2], "received.db"));
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("CREATE TABLE received (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
const insert = db.prepare("INSERT INTO received (body) VALUES (?)");

app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => done(null, body));
app.post("/*", (request, reply) => {
  insert.run(request.body);
  reply.code(204).send();
});
app.listen({ host: "127.0.0.1", port: 0 }).then((url) => console.log(JSON.stringify({ receiver: url })));
