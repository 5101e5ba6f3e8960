// Runs the official GraphQL-over-HTTP audits against the endpoint named by the first
// argument and writes one JSON line per audit: {id, name, status, reason}.
import { serverAudits } from 'graphql-http';

const audits = serverAudits({ url: process.argv[2] });
for (const audit of audits) {
  const result = await audit.fn();
  const { id, name, status, reason } = result;
  process.stdout.write(`${JSON.stringify({ id, name, status, reason })}\n`);
}
