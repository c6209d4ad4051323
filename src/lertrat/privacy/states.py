"""What can be asked for, how it came, how it ended; how grave a breach is. Data only. Sections: PDPA B.E. 2562."""

from __future__ import annotations

from datetime import timedelta

KINDS: dict[str, tuple[str, str]] = {
    "access": ("ขอเข้าถึงหรือขอสำเนาข้อมูล (มาตรา 30)", "Access to data, or a copy (section 30)"),
    "portability": ("ขอรับหรือให้โอนข้อมูลในรูปแบบที่เครื่องอ่านได้ (มาตรา 31)", "Data in a machine-readable form (section 31)"),
    "object": ("คัดค้านการเก็บรวบรวม ใช้ หรือเปิดเผย (มาตรา 32)", "Objection to collection, use or disclosure (section 32)"),
    "erase": ("ขอให้ลบหรือทำให้ไม่รู้ตัวตน (มาตรา 33)", "Erasure, or making anonymous (section 33)"),
    "restrict": ("ขอให้ระงับการใช้ (มาตรา 34)", "Restriction of use (section 34)"),
    "rectify": ("ขอให้แก้ไขให้ถูกต้อง (มาตรา 36)", "Rectification (section 36)"),
    "consent": ("ถอนความยินยอม (มาตรา 19)", "Withdrawal of consent (section 19)"),
}  # fmt: skip
CHANNELS: dict[str, str] = {
    "online": "ในระบบ",
    "letter": "หนังสือ",
    "email": "อีเมล",
    "phone": "โทรศัพท์",
    "person": "มาด้วยตนเอง",
}
STATES: dict[str, str] = {
    "waiting": "รอดำเนินการ",
    "done": "ทำตามคำขอแล้ว",
    "partly": "ทำตามคำขอบางส่วน",
    "refused": "ปฏิเสธ",
    "withdrawn": "ผู้ขอถอนเรื่อง",
}
STATES_EN: dict[str, str] = {
    "waiting": "Waiting",
    "done": "Done as asked",
    "partly": "Done in part",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
OUTCOMES = ("done", "partly", "refused")
RISKS: dict[str, str] = {
    "none": "ไม่มีความเสี่ยงต่อสิทธิและเสรีภาพของบุคคล",
    "risk": "มีความเสี่ยง ต้องแจ้งสำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล",
    "high": "มีความเสี่ยงสูง ต้องแจ้งเจ้าของข้อมูลด้วย",
}
# Section 30: without delay, and within thirty days of the day the request came. The other rights are held to the same here.
ANSWER_WITHIN = timedelta(days=30)
# Section 37 (4): without delay, and where feasible within 72 hours of having become aware of it.
TELL_WITHIN = timedelta(hours=72)
