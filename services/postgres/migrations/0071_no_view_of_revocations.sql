-- Who is ended is no view any more: views may be fed by a broker, and nobody may be ended, or revived, by what a broker says.
drop table revocations;
drop table generations;
delete from view_checkpoints where view = 'revocations';
delete from parked_events where view = 'revocations';
