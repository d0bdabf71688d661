/**
 * A server for one small application: little memory, few processes, and every acknowledged commit on disk. Loopback only,
 * no socket file (its path may be too long for one).
 */
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  synchronous_commit: 'on',
  max_connections: '40',
  shared_buffers: '16MB',
  work_mem: '4MB',
  maintenance_work_mem: '16MB',
  wal_buffers: '1MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  // Neither replication nor parallel queries: no process waits for them.
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
  jit: 'off',
  huge_pages: 'off',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  timezone: 'UTC',
};

/** The options string of `pg_ctl start -o`. */
export function serverOptions(port: number): string {
  const all = Object.entries({ port: String(port), ...settings });
  return all.map(([name, value]) => `-c ${name}=${value}`).join(' ');
}
