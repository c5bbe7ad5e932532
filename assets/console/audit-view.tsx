import { dayOf, timeWithSeconds, zone } from "./logic/format.ts";
import { auditWords } from "./logic/words.ts";
import type { Audit } from "./net/api.ts";
import { useRead } from "./net/use-read.ts";
import { Empty, Skeleton, TableBox, Trouble } from "./parts/bits.tsx";
import { Link } from "./parts/go.tsx";

/** Who did what: actions on calls, deletions, exports, sign-ins. For operators. */
export function AuditView() {
  const { data, refused, again } = useRead<Audit>("/api/audit?limit=200", 30_000);
  const now = Date.now();
  return (
    <>
      <header className="head">
        <h1>Audit</h1>
        <p className="fine">Times in {zone(now)}</p>
      </header>
      {refused !== undefined && <Trouble refused={refused} again={again} />}
      {data === undefined && refused === undefined && <Skeleton rows={8} />}
      {data?.entries.length === 0 && (
        <Empty icon="audit" title="Nobody has done anything yet">
          <p>Sign-ins, exports, deletions and what operators do in calls are listed here.</p>
        </Empty>
      )}
      {data !== undefined && data.entries.length > 0 && (
        <TableBox className="padded" label="Audit list">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">Call</th>
              </tr>
            </thead>
            <tbody>
              {data.entries.map(({ at, by, what, callSid }, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name, and only grow
                <tr key={`${at} ${row}`}>
                  <td className="figure-left">
                    {dayOf(at, now)} {timeWithSeconds(at)}
                  </td>
                  <td>
                    <bdi>{by}</bdi>
                  </td>
                  <td>
                    <bdi>{auditWords(what)}</bdi>
                  </td>
                  <td>
                    {callSid === undefined ? (
                      "–"
                    ) : (
                      <Link to={{ view: "call", callSid }} className="mono">
                        {callSid.slice(0, 10)}…
                      </Link>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </>
  );
}
