// One pool for a peer; the port of PostgreSQL and the rest are in DATABASE_URL.
import pg from "pg";

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

// Named, so that each connection prepares it once.
export const rows = async (name, text, values) =>
  (await pool.query({ name, text, values })).rows;

// One round trip: the ticket, its event, and both or neither.
const CHANGE = `
  WITH changed AS (
    UPDATE ticket SET title = $2, version = version + 1, updated_at = now() WHERE id = $1
    RETURNING id, title, status, priority, requester_id, version
  ), logged AS (
    INSERT INTO event (id, kind, subject_type, subject_id, ticket_id, requester_id, staff_only,
      actor_kind, changes, data, occurred_at)
    SELECT $3, 'TICKET_UPDATED', 'TICKET', id, id, requester_id, false, 'SYSTEM',
      jsonb_build_array(jsonb_build_object('field', 'title', 'before', null, 'after', $2::text)),
      '{}', now()
    FROM changed
  )
  SELECT * FROM changed`;

let events = 0;
const process_mark = process.pid.toString().padStart(10, "0");

export const changeTicket = async (id, title) => {
  events += 1;
  const eventId = `evt_1${process_mark}${events.toString().padStart(15, "0")}`;
  const [ticket] = await rows("change-ticket", CHANGE, [id, title, eventId]);
  return ticket;
};
